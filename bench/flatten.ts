/**
 * How fast records become columns: this engine, against a plain recursive walk that builds row objects, and against
 * `JSON.parse` of the same records. Run with `node --conditions=millrace-source bench/flatten.ts`.
 */

import { naiveFlatten } from './flatten/naive-flatten.ts'
import { flattenLines, flattenWithEngine } from './flatten/flatten-with-engine.ts'
import { timeEntries } from './flatten/time-entries.ts'
import type { Shape } from './flatten/time-entries.ts'

const recordCount = Number(process.env['RECORDS'] ?? 50_000)
const rounds = Number(process.env['ROUNDS'] ?? 9)
const shapes: readonly Shape[] = ['uniform', 'sparse', 'shuffled']

for (const shape of shapes) {
  const lines = timeEntries(recordCount, shape).map((record) => JSON.stringify(record))
  // Parsed, as a source has them: objects made otherwise are laid out otherwise.
  const records = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
  const ndjson = Buffer.from(`${lines.join('\n')}\n`)
  const bytes = lines.reduce((sum, line) => sum + line.length, 0) / lines.length
  const contenders = {
    'recursive walk, row objects': () => naiveFlatten(records),
    'JSON.parse': () => lines.reduce((sum, line) => sum + Object.keys(JSON.parse(line) as object).length, 0),
    'table engine': () => flattenWithEngine(records, { reads: 'key only' }),
    'JSON.parse, then table engine': () =>
      flattenWithEngine(
        lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
        { reads: 'identity' },
      ),
    'table engine from lines': () => flattenLines(ndjson),
    'table engine, identity read too': () => flattenWithEngine(records, { reads: 'identity' }),
  }
  const medians = measure(contenders)
  const base = medians['recursive walk, row objects'] ?? 0
  const parse = medians['JSON.parse'] ?? 0
  console.log(
    `\n${shape}: ${recordCount} records, ${Math.round(bytes)} characters of JSON each, node ${process.version}`,
  )
  console.table(
    Object.fromEntries(
      Object.entries(medians).map(([name, speed]) => [
        name,
        {
          'krec/s': Math.round(speed),
          'x of the walk': Number((speed / base).toFixed(2)),
          'x of JSON.parse': Number((speed / parse).toFixed(2)),
        },
      ]),
    ),
  )
}

/** Thousands of records a second, medians over rounds in which the contenders take turns. */
function measure(contenders: Readonly<Record<string, () => number>>): Readonly<Record<string, number>> {
  const speeds: Record<string, number[]> = {}
  for (let round = 0; round < rounds + 2; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const start = performance.now()
      run()
      const seconds = (performance.now() - start) / 1000
      // The first rounds are for the compiler.
      if (round >= 2) (speeds[name] ??= []).push(recordCount / 1000 / seconds)
    }
  }
  return Object.fromEntries(Object.entries(speeds).map(([name, values]) => [name, median(values)]))
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
