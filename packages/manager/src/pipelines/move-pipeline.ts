import type { PipelineDefinition, PipelineRecord } from '../store/records.ts'
import type { Kept, Store } from '../store/store.ts'
import { stateIdOf } from './state-id.ts'

/** Where a pipeline stands after an advanced edit. */
export interface Move extends Pick<
  PipelineRecord,
  'definition' | 'stateId' | 'readsEverything' | 'interimTables' | 'replaced'
> {
  /** It goes on with its tables; else it begins with new ones. */
  readonly isInPlace: boolean
  readonly generation: number
  readonly takesOver: boolean
  /** Tables that stay with what they hold. */
  readonly leftBehind: readonly string[]
  /** A sentence each. */
  readonly remarks: readonly string[]
}

/** What is known beside the definition. */
export interface MoveContext {
  /** The source is of the same kind: savepoints mean the same. */
  readonly isSameKind: boolean
  /** Names by path that tables would get. */
  readonly proposed: Readonly<Record<string, string>>
}

/**
 * Decides where a pipeline stands with another definition. Tables that stand keep their names until everything was read; where
 * new ones are to have the names of old ones, they get names of their own until then.
 */
export function movePipeline(
  store: Pick<Store, 'id'>,
  { id, value }: Kept<'pipeline'>,
  definition: PipelineDefinition,
  { isSameKind, proposed }: MoveContext,
): Move {
  const { definition: before, standing, stateId, generation = 1 } = value
  const isSameDestination = definition.destination === before.destination
  const { replaced = [] } = value
  const everything = 'the savepoint is reset: the next run reads everything again'
  if (isSameDestination && isSameKind && definition.stream === before.stream) {
    // Nothing was built since an edit: its new tables still have to keep out of the way of the old ones.
    const taken = takenNames({ ...proposed, ...definition.tables }, replaced)
    const interim = standing === undefined ? asideNames(taken, generation) : keptNames(definition, standing.tables)
    const isAside = Object.keys(interim).length > 0
    return {
      isInPlace: true,
      definition: { ...definition, tables: { ...definition.tables, ...taken } },
      stateId,
      generation,
      readsEverything: standing !== undefined || isAside,
      ...(isAside ? { interimTables: interim } : {}),
      ...(replaced.length === 0 ? {} : { replaced }),
      takesOver: replaced.length === 0 ? (value.takesOver ?? false) : Object.keys(taken).length > 0,
      leftBehind: [],
      remarks: standing === undefined ? [] : [everything, 'rows that are gone at the source are deleted with that run'],
    }
  }
  const own = [...Object.values(standing?.tables ?? {}), ...Object.values(standing?.deltas ?? {})]
  const old = [...new Set([...own, ...replaced])]
  const taken = isSameDestination ? takenNames({ ...proposed, ...definition.tables }, old) : {}
  const isAside = Object.keys(taken).length > 0
  const givingWay = new Set(Object.values(taken))
  const leftBehind = old.filter((name) => !givingWay.has(name))
  return {
    isInPlace: false,
    definition: { ...definition, tables: { ...definition.tables, ...taken } },
    stateId: stateIdOf(store, id, generation + 1),
    generation: generation + 1,
    readsEverything: isAside,
    ...(isAside ? { interimTables: asideNames(taken, generation + 1) } : {}),
    ...(isSameDestination && old.length > 0 ? { replaced: old } : {}),
    takesOver: isAside,
    leftBehind,
    remarks: [everything, ...leftBehind.map((name) => `table ${name} stays behind with what it holds`)],
  }
}

function keptNames(
  { tables }: PipelineDefinition,
  standing: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(standing).filter(([path, name]) => tables[path] !== undefined && tables[path] !== name),
  )
}

/** Names by path that belong to tables which stand. */
function takenNames(
  wanted: Readonly<Record<string, string>>,
  standing: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(wanted).filter(([, name]) => standing.includes(name)))
}

/** Each generation has its own: tables of the one before may stand under such names, too. */
function asideNames(taken: Readonly<Record<string, string>>, generation: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(taken).map(([path, name]) => [path, `${name}__rebuild${generation}`]))
}
