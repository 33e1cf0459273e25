/** What keeps a store up to date: a `Poller`, a watcher. */
export interface Source {
  /** Whether it runs. One that does is neither started nor stopped by the provider. */
  readonly running?: boolean;
  readonly status?: string;
  readonly error?: Error | undefined;
  start?(): unknown;
  stop(): void;
  /** Heard of it: `failure`, with `error`; and `status`, with `status`, which is `fresh` while what is served is what there is. */
  addEventListener?(type: string, listener: (event: any) => void): void;
  removeEventListener?(type: string, listener: (event: any) => void): void;
}
