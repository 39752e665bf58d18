type Records = readonly Readonly<Record<string, unknown>>[]

/** What is used of the table engine. */
interface Engine {
  inferKeys(records: Records): void
  infer(records: Records): void
  identify(record: Records[number]): { readonly type: string }
  startBatch(request: { readonly partition: string; readonly runNumber: number }): {
    add(record: Records[number], ordinal: number, identity: { readonly type: string }): unknown
    build(): readonly { readonly rowCount: number }[]
  }
}

interface EngineModule {
  createTableEngine(options: object, stored: object): Engine
}

// The table engine is not part of the package's public face, so its name leads nowhere.
const engineUrl = new URL('../../packages/core/src/tables/create-table-engine.ts', import.meta.url)
const { createTableEngine } = (await import(engineUrl.href)) as EngineModule

const options = {
  stream: 'time_entries',
  primaryKey: ['id'],
  cursor: undefined,
  scopeColumns: [],
  columns: {},
  tables: {},
  naming: 'lower',
  json: [],
  maxDepth: undefined,
  drift: 'evolve',
  tableNames: {},
  deltaNames: {},
  hasPartitions: false,
  capabilities: {
    maxIdentifierLength: { count: 63, unit: 'bytes' },
    identifierCase: 'sensitive',
    maxColumns: 1600,
    types: ['boolean', 'integer', 'float', 'decimal', 'text', 'timestamp', 'date', 'time', 'json', 'binary'],
    hasDeltas: true,
    isMultiProcess: false,
    isAtomic: true,
  },
}

const batchSize = 1000

/** Infers from the first 200 records, then flattens all of them in batches of 1,000. Answers the rows made. */
export function flattenWithEngine(records: Records, { reads }: { readonly reads: 'identity' | 'key only' }): number {
  const engine = createTableEngine(options, { stream: 'time_entries', version: 0, isKeyed: true, tables: [] })
  const window = records.slice(0, 200)
  engine.inferKeys(window)
  engine.infer(window)
  let rowCount = 0
  for (let start = 0; start < records.length; start += batchSize) {
    const batch = engine.startBatch({ partition: '', runNumber: 1 })
    for (let index = start; index < Math.min(start + batchSize, records.length); index++) {
      const record = records[index] ?? {}
      const key = record['id'] as string
      const identity =
        reads === 'identity'
          ? engine.identify(record)
          : { type: 'identity', key: [key], keyText: key, cursor: null, scope: {} }
      if (batch.add(record, index, identity) !== undefined) throw new Error('a record was rejected')
    }
    for (const table of batch.build()) rowCount += table.rowCount
  }
  return rowCount
}
