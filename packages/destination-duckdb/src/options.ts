import type { DuckDBInstance } from '@duckdb/node-api'
import { InvalidOptionsError } from '@millrace/core/plugin'
import type { OptionProblem } from '@millrace/core/plugin'

export interface DuckDBOptions {
  /**
   * A file, which is made if it is not there; `:memory:`; or `md:<database>` for MotherDuck. The file is held while
   * something uses it, and free for other programs after that. Default `:memory:`.
   */
  readonly path?: string
  /** Instead of `path`: an instance that the app has opened, and closes. */
  readonly instance?: DuckDBInstance
  /** The schema of the tables; it is made if it is not there. Default `main`. */
  readonly schema?: string
  /** The schema of what this destination keeps for itself: savepoints, rejects, runs, staging. Default `_millrace`. */
  readonly systemSchema?: string
  /**
   * How much memory DuckDB may take, in its own words: `512MB`. What does not fit is put into files beside the database.
   * Default `512MB`; of an `instance` the setting is left as it is.
   */
  readonly memoryLimit?: string
  /** Other settings of DuckDB by name, given when the file is opened: `{ threads: '4' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

/** Options with all defaults. */
export interface ResolvedOptions {
  readonly path: string
  readonly instance: DuckDBInstance | undefined
  readonly schema: string
  readonly systemSchema: string
  readonly settings: Readonly<Record<string, string>>
}

const names = ['path', 'instance', 'schema', 'systemSchema', 'memoryLimit', 'settings']

/** Throws an `InvalidOptionsError` that lists everything that is wrong. */
export function resolveOptions(options: DuckDBOptions): ResolvedOptions {
  const problems = findProblems(options)
  if (problems.length > 0) throw new InvalidOptionsError(problems)
  const { path = ':memory:', instance, schema = 'main', systemSchema = '_millrace' } = options
  const { memoryLimit = '512MB', settings = {} } = options
  return { path, instance, schema, systemSchema, settings: { memory_limit: memoryLimit, ...settings } }
}

function isSameName(left: unknown, right: unknown): boolean {
  return String(left).toLowerCase() === String(right).toLowerCase()
}

/** How DuckDB takes amounts of memory. */
const isAmount = /^\s*\d+(\.\d+)?\s*([kmgt]i?b|bytes?|b)\s*$/i

function findProblems(options: DuckDBOptions): readonly OptionProblem[] {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return [{ path: '', message: "the options of duckdb() must be an object: duckdb({ path: 'shop.duckdb' })" }]
  }
  const { path, instance, schema, systemSchema, memoryLimit, settings } = options
  const problems: OptionProblem[] = Object.keys(options)
    .filter((name) => !names.includes(name))
    .map((name) => ({ path: name, message: `is no option; there are: ${names.join(', ')}` }))
  for (const [name, value] of Object.entries({ path, schema, systemSchema, memoryLimit })) {
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      problems.push({ path: name, message: 'must be a text that is not empty' })
    }
  }
  if (typeof memoryLimit === 'string' && memoryLimit !== '' && !isAmount.test(memoryLimit)) {
    problems.push({ path: 'memoryLimit', message: 'must be a number with a unit, such as 512MB or 1.5GB' })
  }
  for (const [name, value] of Object.entries(settings ?? {})) {
    if (typeof value !== 'string') problems.push({ path: `settings.${name}`, message: 'must be a text' })
  }
  if (instance !== undefined) {
    const unused = Object.entries({ path, memoryLimit, settings }).filter(([, value]) => value !== undefined)
    for (const [name] of unused) problems.push({ path: name, message: 'cannot be given together with `instance`' })
    if (typeof instance.connect !== 'function') {
      problems.push({ path: 'instance', message: 'must be a DuckDBInstance of @duckdb/node-api' })
    }
  }
  if (isSameName(schema ?? 'main', systemSchema ?? '_millrace')) {
    problems.push({
      path: 'systemSchema',
      message: `must be another schema than that of the tables, ${schema ?? 'main'}`,
    })
  }
  return problems
}
