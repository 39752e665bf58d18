import type { ColumnType, Confirmation, JsonValue, Key, Stream } from '@millrace/core/plugin'
import type { FaultState } from './fault-state.ts'
import { planPages } from './plan-pages.ts'
import type { PagesContext } from './plan-pages.ts'
import type { ReadProbe } from './read-probe.ts'
import { rowOfKey } from './row-of-key.ts'
import { compareSavepoints, parseSavepoint } from './savepoint-value.ts'
import type { SavepointValue } from './savepoint-value.ts'
import { listPartitions } from './snapshot-order.ts'
import { keyFields, makeYieldedRecord } from './synthetic-record.ts'
import type { SyntheticOptions } from './synthetic-options.ts'
import { yieldParts } from './yield-parts.ts'

export interface SyntheticStreamContext extends PagesContext {
  readonly faults: FaultState
  readonly probe: ReadProbe
  readonly acknowledged: Map<string, SavepointValue>
}

/** The one stream of a synthetic source. */
export function createSyntheticStream(context: SyntheticStreamContext): Stream {
  const { options, faults, probe, log } = context
  return {
    name: options.stream ?? 'entries',
    ...declare(options),
    partitions: () => {
      const { retired = [] } = faults.current
      return listPartitions(context.order.partitions).filter((partition) => !retired.includes(partition))
    },
    read: (request) =>
      yieldParts({
        options,
        faults,
        probe,
        partition: request.partition,
        pages: planPages(context, request),
        rows: log.rows,
        savepointEvery: options.savepointEvery ?? 0,
        allowsSavepoints: allowsSavepoints(options, request.mode),
        signal: request.signal,
      }),
    acknowledge: async (savepoint, { partition }) => {
      acknowledge(context.acknowledged, partition, savepoint)
      options.onMark?.({ type: 'savepoint-acknowledged', partition, savepoint })
    },
    ...(options.confirmsDeletions === true ? { confirmDeleted: (keys) => confirmDeleted(context, keys) } : {}),
  }
}

function allowsSavepoints(options: SyntheticOptions, mode: string): boolean {
  if (options.incremental === 'savepoint') return mode !== 'range'
  return mode === 'full' && options.savepointEvery !== undefined
}

/** Remembers the newest savepoint of a partition. */
export function acknowledge(acknowledged: Map<string, SavepointValue>, partition: string, savepoint: JsonValue): void {
  const value = parseSavepoint(savepoint)
  const before = acknowledged.get(partition)
  if (before === undefined || compareSavepoints(before, value) < 0) acknowledged.set(partition, value)
}

async function* confirmDeleted(context: SyntheticStreamContext, keys: readonly Key[]): AsyncGenerator<Confirmation> {
  for (const key of keys) {
    const row = rowOfKey(key)
    const entry = row === undefined ? undefined : context.log.latest(row)
    if (entry === undefined) yield { unknown: key }
    else if (entry.isRemoval) yield { gone: key }
    else yield { record: makeYieldedRecord(context.options, entry) }
  }
}

function declare(options: SyntheticOptions): Omit<Stream, 'name' | 'read'> {
  const { incremental, scopes, late } = options
  const lookBack = options.lookBackInMs ?? late?.byInMs
  const isCursor = incremental === 'cursor'
  const columns: Readonly<Record<string, ColumnType>> = {
    ...(options.isDeclared === true ? declaredColumns(options) : {}),
    ...(scopes === undefined ? {} : { bucket: 'integer' }),
  }
  return {
    description: 'Rows made up from a seed',
    columns,
    ...(options.key === 'none' ? {} : { primaryKey: keyFields(options) }),
    ...(options.isDeclared === true ? { tables: { lines: { columns: { sku: 'text', quantity: 'integer' } } } } : {}),
    ...(incremental === undefined ? {} : { incremental }),
    ...(isCursor ? { cursor: 'updatedAt', isSortedByCursor: isSorted(options) } : {}),
    ...(isCursor && lookBack !== undefined ? { lookBack } : {}),
    ...(scopes === undefined ? {} : { scopeColumns: ['bucket'] }),
  }
}

function declaredColumns(options: SyntheticOptions): Readonly<Record<string, ColumnType>> {
  return {
    id: options.key === 'text' ? 'text' : 'integer',
    region: 'text',
    version: 'integer',
    updatedAt: 'timestamp',
    title: 'text',
    quantity: 'integer',
    amount: 'float',
    isBillable: 'boolean',
    startedAt: 'timestamp',
    'owner.name': 'text',
    'owner.address.city': 'text',
    'owner.address.zip': 'text',
    payloadHash: 'text',
  }
}

/** A copy that comes twice may be older than the record before it. */
function isSorted({ isUnsorted = false, faults }: SyntheticOptions): boolean {
  return !isUnsorted && faults?.duplicates === undefined
}
