/** How large a generated world is. */
export interface ScaleOptions {
  /** Default: 10. The first is the owner, the second an administrator; every 17th is deactivated. */
  readonly users?: number
  /** Default: 20. Every tenth is archived. */
  readonly projects?: number
  /** Default: 5. Every tenth is archived. */
  readonly clients?: number
  /** Default: 10. Every tenth is archived. */
  readonly tags?: number
  /** Of all projects together. Default: twice the projects. Every fifth is done. */
  readonly tasks?: number
  /** Default: 2. */
  readonly groups?: number
  /** Default: 1000. */
  readonly entries?: number
  /** When the first entry may start, ISO 8601. Default: `2025-01-01T00:00:00Z`. */
  readonly from?: string
  /** All entries start before it. Default: `2026-01-01T00:00:00Z`. */
  readonly to?: string
  /** The same number gives the same world. Default: 1. */
  readonly seed?: number
}
