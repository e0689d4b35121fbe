/** What the service is asked to do with a picture. */
export interface Options {
  readonly complexity: 0 | 1 | 2;
  readonly refineFace: boolean;
  readonly segmentation: boolean;
  readonly sampling: 'cpu' | 'gpu';
}

export const DEFAULT_OPTIONS: Options = {
  complexity: 1,
  refineFace: false,
  segmentation: false,
  sampling: 'cpu',
};

/** The options as the query of an address, in a fixed order; always with how a figure is posed. */
export function queryOf(options: Options): string {
  return new URLSearchParams({
    complexity: String(options.complexity),
    refineFace: String(options.refineFace),
    segmentation: String(options.segmentation),
    sampling: options.sampling,
    motion: 'true',
  }).toString();
}
