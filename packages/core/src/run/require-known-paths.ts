import { InvalidOptionsError } from '../contract/errors/invalid-options-error.ts'
import type { OptionProblem } from '../contract/errors/invalid-options-error.ts'
import type { SourceRecord } from '../contract/json.ts'
import { parsePath } from '../tables/path.ts'
import { hasPath } from './path-values.ts'
import type { ResolvedStream } from './resolved-stream.ts'

/**
 * A path in the options that nothing stands at is most likely a slip, and an excluded field that is misspelt would
 * land. So each must be declared, or occur in the first records.
 */
export function requireKnownPaths(resolved: ResolvedStream, window: readonly SourceRecord[]): void {
  const { options, stream, tableOptions } = resolved
  const fields =
    options.fields === undefined ? [] : 'include' in options.fields ? options.fields.include : options.fields.exclude
  const kind = options.fields !== undefined && 'include' in options.fields ? 'include' : 'exclude'
  const declaredTables = Object.keys(stream.tables ?? {})
  const wanted = [
    ...fields.map((path) => ({
      option: `fields.${kind}`,
      path,
      declared: [...Object.keys(tableOptions.columns), ...declaredTables],
    })),
    ...Object.keys(options.tables ?? {}).map((path) => ({ option: 'tables', path, declared: declaredTables })),
    ...Object.keys(options.deltas ?? {}).map((path) => ({ option: 'deltas', path, declared: declaredTables })),
  ]
  const problems = wanted
    .filter(({ path, declared }) => path !== '' && !declared.some((known) => isWithin(known, path)))
    .filter(({ path }) => !window.some((record) => hasPath(record, parsePath(path))))
    .map(({ option, path }): OptionProblem => {
      const existing = [...new Set(window.flatMap((record) => Object.keys(record)))].slice(0, 50).join(', ')
      return {
        path: `streams.${stream.name}.${option}`,
        message:
          `path ${path} does not exist in the first ${window.length} records of ${stream.name}; they have: ${existing}. ` +
          'If it comes later, declare it in `columns`',
      }
    })
  if (problems.length > 0) throw new InvalidOptionsError(problems)
}

function isWithin(known: string, path: string): boolean {
  return known === path || known.startsWith(`${path}.`) || path.startsWith(`${known}.`)
}
