/** What `/metrics` answers with. */
export interface MetricsSource {
  /** `text/plain; version=0.0.4; charset=utf-8` for Prometheus. */
  readonly contentType: string;
  text(): Promise<string>;
}
