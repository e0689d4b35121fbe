/** What the service is asked to do with a picture. */
export interface Options {
  readonly complexity: 0 | 1 | 2;
  readonly refineFace: boolean;
  readonly segmentation: boolean;
  readonly sampling: 'cpu' | 'gpu';
  /** Everybody in the picture, or the likeliest person. */
  readonly everyone: boolean;
}

export const DEFAULT_OPTIONS: Options = {
  complexity: 1,
  refineFace: false,
  segmentation: false,
  sampling: 'cpu',
  everyone: true,
};

/** The options as the query of an address, in a fixed order; always with how a figure is posed. */
export function queryOf(options: Options): string {
  return new URLSearchParams({
    complexity: String(options.complexity),
    refineFace: String(options.refineFace),
    segmentation: String(options.segmentation),
    sampling: options.sampling,
    people: options.everyone ? 'all' : '1',
    motion: 'true',
  }).toString();
}
