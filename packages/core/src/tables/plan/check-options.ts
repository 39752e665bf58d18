import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import type { OptionProblem } from '../../contract/errors/invalid-options-error.ts'
import { describeName, listChosenNames } from './chosen-names.ts'
import type { Declarations } from './declarations.ts'
import { isReservedName, NameRegistry } from './name-registry.ts'
import { parsePath } from '../../kit/parse-path.ts'
import { formatPath } from '../path.ts'
import type { TableOptions } from '../table-engine.ts'

/** Throws `InvalidOptionsError` with everything that is wrong with names, keys and declarations. */
export function checkOptions(
  options: TableOptions,
  resolved: Declarations & { readonly fixed: readonly { readonly path: string }[] },
): void {
  const problems = [
    ...checkChosenNames(options),
    ...checkFixed(options, resolved),
    ...checkTables(options, resolved),
    ...checkColumns(options, resolved),
  ]
  if (problems.length > 0) throw new InvalidOptionsError(problems)
}

function checkChosenNames(options: TableOptions): OptionProblem[] {
  const registry = new NameRegistry(options.capabilities, { isTakenElsewhere: options.isTableNameTaken })
  const chosen = listChosenNames(options)
  return chosen.flatMap(({ option, path, name }, index) => {
    const other = chosen.slice(0, index).find((candidate) => registry.isSame(candidate.name, name))
    const problem = whyUnusable(name, registry, 'table') ?? (other && describeName(other))
    return problem === undefined ? [] : [{ path: `${option}.${path}`, message: problem }]
  })
}

function checkFixed(
  options: TableOptions,
  { fixed, columns }: Declarations & { readonly fixed: readonly { readonly path: string }[] },
): OptionProblem[] {
  return fixed.flatMap(({ path }) => {
    const option = options.primaryKey.includes(path)
      ? 'primaryKey'
      : options.cursor === path
        ? 'cursor'
        : 'scopeColumns'
    const steps = parsePath(path)
    if (steps.length === 0 || steps.includes(null)) {
      return [{ path: option, message: `'${path}' is no field of the record itself` }]
    }
    const type = columns.get(formatPath(steps))?.declaration.type
    if (type !== 'json' && type !== 'binary') return []
    return [{ path: option, message: `'${path}' is declared as ${type}, which cannot be compared` }]
  })
}

function checkTables(options: TableOptions, { tables }: Declarations): OptionProblem[] {
  const length = Math.max(1, options.primaryKey.length)
  return [...tables.values()].flatMap(({ declaration, option }): OptionProblem[] => {
    const { keyColumns } = declaration
    if (keyColumns === undefined) return []
    const path = `tables.${option}.keyColumns`
    if (keyColumns.length !== length) return [{ path, message: `${length} names are needed, as many as key columns` }]
    const registry = new NameRegistry(options.capabilities)
    return keyColumns.flatMap((name) => {
      const problem = whyUnusable(name, registry, 'column')
      registry.reserve(name)
      return problem === undefined ? [] : [{ path, message: problem }]
    })
  })
}

function checkColumns(options: TableOptions, { tables, columns }: Declarations): OptionProblem[] {
  const registries = new Map<string, NameRegistry>()
  return [...columns.values()].flatMap(({ table, declaration, option }): OptionProblem[] => {
    const { name } = declaration
    if (name === undefined) return []
    const key = formatPath(table)
    let registry = registries.get(key)
    if (registry === undefined) {
      registry = new NameRegistry(options.capabilities)
      for (const taken of tables.get(key)?.declaration.keyColumns ?? []) registry.reserve(taken)
      registries.set(key, registry)
    }
    const problem = whyUnusable(name, registry, 'column')
    registry.reserve(name)
    return problem === undefined ? [] : [{ path: option, message: problem }]
  })
}

function whyUnusable(name: string, registry: NameRegistry, what: 'table' | 'column'): string | undefined {
  if (name === '') return `the name of a ${what} cannot be empty`
  if (!registry.fits(name)) return `'${name}' is longer than the destination allows`
  if (what === 'column' && isReservedName(name, registry.capabilities)) return `'${name}' is reserved`
  return registry.isFree(name) ? undefined : `'${name}' is the name of another ${what}`
}
