import type { StreamSchema } from '../../contract/table-schema.ts'
import type { TableOptions } from '../table-engine.ts'

/** The name of a table or of a delta table: all of a destination's tables share their names. */
interface GivenName {
  readonly option: 'tableNames' | 'deltaNames'
  readonly path: string
  readonly name: string
}

/** The names that the user chose. */
export function listChosenNames(options: Pick<TableOptions, 'tableNames' | 'deltaNames'>): readonly GivenName[] {
  return (['tableNames', 'deltaNames'] as const).flatMap((option) =>
    Object.entries(options[option]).map(([path, name]) => ({ option, path, name })),
  )
}

/** The names that stand. */
export function listStoredNames({ tables }: StreamSchema): readonly GivenName[] {
  return tables.flatMap(({ path, name, delta }): readonly GivenName[] => [
    { option: 'tableNames', path, name },
    ...(delta === undefined ? [] : [{ option: 'deltaNames' as const, path, name: delta }]),
  ])
}

/** Says whose a name is, for a message. */
export function describeName({ option, path, name }: GivenName): string {
  return `'${name}' is the name of the ${option === 'tableNames' ? 'table' : 'delta table'} of path '${path}'`
}
