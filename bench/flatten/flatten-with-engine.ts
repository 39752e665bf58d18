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
const core = new URL('../../packages/core/src/', import.meta.url).href
const engineModule = (await import(`${core}tables/create-table-engine.ts`)) as EngineModule
const { defaultCapabilities } = (await import(`${core}contract/capabilities.ts`)) as { defaultCapabilities: object }

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
  capabilities: defaultCapabilities,
}

const batchSize = 1000

/** Infers from the first 200 records, then flattens all of them in batches of 1,000. Answers the rows made. */
export function flattenWithEngine(records: Records, { reads }: { readonly reads: 'identity' | 'key only' }): number {
  const engine = engineModule.createTableEngine(options, {
    stream: 'time_entries',
    version: 0,
    isKeyed: true,
    tables: [],
  })
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
