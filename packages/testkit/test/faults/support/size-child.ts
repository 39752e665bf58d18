/**
 * Runs one load of a size that does not fit into memory, and writes what was measured as one line of JSON. Started by
 * the tests of sizes with a limited heap.
 */

import { defineSource, runPipeline } from '@millrace/core'
import type { Part, RunResult, StreamDefinition } from '@millrace/core'
import { countingDestination } from './counting-destination.ts'

type Measured = Readonly<Record<string, unknown>>

const partSize = 500

const scenarios: Readonly<Record<string, () => Promise<Measured>>> = {
  full: () => streamMany(300_000, {}),
  savepoint: () => streamMany(60_000, { incremental: 'savepoint' }),
  cursor: () => streamMany(60_000, { incremental: 'cursor', cursor: 'at', isSortedByCursor: true }),
  children: () => loadOne({ id: 1, lines: Array.from({ length: 1_000_000 }, (_, index) => ({ sku: index })) }),
  'keys in a map': () => loadOne({ id: 1, byName: manyKeys(100_000) }),
  'keys at the root': () => loadOne({ ...manyKeys(100_000), id: 1 }),
}

function makeRecord(id: number): unknown {
  return {
    id,
    at: new Date(Date.UTC(2020, 0, 1) + id * 1000).toISOString(),
    title: `a title of some length, number ${id}`,
    owner: { name: `owner ${id % 100}`, address: { city: 'somewhere' } },
    tags: ['one', 'two'],
    lines: [{ sku: `sku-${id}`, quantity: id % 7 }],
  }
}

/** Heap in use after each tenth of the records, once the garbage is gone. */
async function streamMany(count: number, rest: Partial<StreamDefinition>): Promise<Measured> {
  const heaps: number[] = []
  async function* read(): AsyncGenerator<Part> {
    for (let id = 0; id < count; id += partSize) {
      yield { records: Array.from({ length: partSize }, (_, index) => makeRecord(id + index)) }
      if (rest.incremental !== 'cursor' && id % 5000 === 0) yield { savepoint: id }
      if (id % (count / 10) === 0) heaps.push(heapInUse())
    }
  }
  const source = defineSource({ name: 'many', streams: { rows: { primaryKey: 'id', ...rest, read } } })
  const destination = countingDestination()
  const { streams } = await runPipeline({ source, destination })
  return { heaps, rows: Object.fromEntries(destination.rows), inserted: streams.rows.inserted }
}

async function loadOne(record: unknown): Promise<Measured> {
  const source = defineSource({
    name: 'one',
    streams: {
      rows: {
        primaryKey: 'id',
        async *read() {
          yield { records: [{ id: 0 }, record, { id: 2 }] }
        },
      },
    },
  })
  const destination = countingDestination()
  const codes: string[] = []
  const startedAt = performance.now()
  const { streams }: RunResult = await runPipeline({
    source,
    destination,
    onEvent: (event) => {
      if (event.type === 'record-rejected') codes.push(event.code)
    },
  })
  const tookInMs = performance.now() - startedAt
  return { tookInMs, codes, rows: Object.fromEntries(destination.rows), inserted: streams['rows']?.inserted }
}

function manyKeys(count: number): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key_${index}`, { value: index }]))
}

function heapInUse(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const measured = await scenarios[process.argv[2] ?? '']?.()
process.stdout.write(`${JSON.stringify(measured)}\n`)
