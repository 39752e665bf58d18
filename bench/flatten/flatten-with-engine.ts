type Records = readonly Readonly<Record<string, unknown>>[]

/** A line of JSON among bytes. */
interface Line {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
}

/** What is used of the table engine. */
interface Engine {
  inferKeys(records: Records): void
  infer(records: Records): void
  identify(record: Records[number]): { readonly type: string }
  startBatch(request: { readonly partition: string; readonly runNumber: number }): {
    add(record: Records[number], ordinal: number, identity: { readonly type: string }): unknown
    addLine(line: Line, ordinal: number): unknown
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
  const engine = createEngine()
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

/** The same from NDJSON, without making objects of the records behind the window. */
export function flattenLines(bytes: Buffer): number {
  const engine = createEngine()
  const window: Records[number][] = []
  let start = 0
  for (let end = bytes.indexOf(10); window.length < 200 && end !== -1; end = bytes.indexOf(10, start)) {
    window.push(JSON.parse(bytes.toString('utf8', start, end)) as Records[number])
    start = end + 1
  }
  engine.inferKeys(window)
  engine.infer(window)
  let rowCount = 0
  let ordinal = 0
  start = 0
  while (start < bytes.length) {
    const batch = engine.startBatch({ partition: '', runNumber: 1 })
    for (let added = 0; added < batchSize && start < bytes.length; added++) {
      const end = bytes.indexOf(10, start)
      const line = { bytes, start, end }
      if (batch.addLine(line, ordinal++) === undefined) {
        const record = JSON.parse(bytes.toString('utf8', start, end)) as Records[number]
        if (batch.add(record, ordinal, engine.identify(record)) !== undefined) throw new Error('a record was rejected')
      }
      start = end + 1
    }
    for (const table of batch.build()) rowCount += table.rowCount
  }
  return rowCount
}

function createEngine(): Engine {
  return engineModule.createTableEngine(options, {
    stream: 'time_entries',
    version: 0,
    isKeyed: true,
    tables: [],
  })
}
