import type { Capabilities } from '@millrace/core/plugin'

/** What differs from the defaults. DuckDB sets no limit to names; these stay readable. */
export const capabilities: Partial<Capabilities> = {
  maxIdentifierLength: { count: 255, unit: 'characters' },
  identifierCase: 'insensitive',
  isMultiProcess: false,
}
