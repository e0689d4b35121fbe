/** The service's account of itself. */
export interface Status {
  readonly memory: {
    readonly ceilingBytes: number;
    readonly residentBytes: number;
    readonly heapBytes: number;
    readonly nativeBytes: number;
  };
  readonly requests: {
    readonly inFlight: number;
    readonly waiting: number;
    readonly answered: number;
    readonly refused: number;
  };
  readonly sessions: { readonly total: number; readonly busy: number };
  readonly streams: number;
  readonly budget: { readonly totalBytes: number; readonly freeBytes: number };
  readonly pressure: 'none' | 'trimming' | 'shedding';
  readonly version: string;
}

export function isStatus(value: unknown): value is Status {
  const status = value as Partial<Status> | null;
  return (
    typeof status?.memory?.residentBytes === 'number' &&
    typeof status.memory.ceilingBytes === 'number' &&
    typeof status.requests?.answered === 'number' &&
    typeof status.sessions?.total === 'number' &&
    typeof status.budget?.freeBytes === 'number'
  );
}
