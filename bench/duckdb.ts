/**
 * How fast nested records get into a DuckDB file: Millrace against DuckDB's own `read_json` and `unnest`, the same file
 * into the same three tables, in turns. `RECORDS` and `ROUNDS` change the size.
 */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from './support/median.ts'
import { writeEntries } from './support/write-entries.ts'

interface Measured {
  readonly tookInMs: number
  readonly peakInMb: number
  readonly rows: readonly number[]
}

const recordCount = Number(process.env['RECORDS'] ?? 1_000_000)
const rounds = Number(process.env['ROUNDS'] ?? 3)
const contenders = ['native-load', 'millrace-load'] as const

const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'))
try {
  const file = join(folder, 'entries.ndjson')
  writeEntries(file, recordCount)
  const measured = new Map<string, Measured[]>(contenders.map((name) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const name of contenders) measured.get(name)?.push(load(name, file))
  }
  print(measured)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** In a process of its own, so that the peak of its memory is its own. */
function load(name: string, file: string): Measured {
  const program = join(import.meta.dirname, 'duckdb', `${name}.ts`)
  const output = execFileSync(
    process.execPath,
    ['--conditions=millrace-source', program, file, join(folder, `${name}.duckdb`)],
    { encoding: 'utf8' },
  )
  return JSON.parse(output) as Measured
}

function print(measured: ReadonlyMap<string, readonly Measured[]>): void {
  const speeds = [...measured].map(([name, runs]) => ({
    name,
    speed: recordCount / median(runs.map(({ tookInMs }) => tookInMs)),
    peak: Math.max(...runs.map(({ peakInMb }) => peakInMb)),
    rows: runs[0]?.rows.reduce((sum, rows) => sum + rows, 0) ?? 0,
  }))
  const floor = speeds[0]?.speed ?? 0
  console.log(`\n${recordCount} records, ${speeds[0]?.rows} rows in 3 tables, node ${process.version}`)
  console.table(
    Object.fromEntries(
      speeds.map(({ name, speed, peak, rows }) => [
        name,
        { 'krec/s': Math.round(speed), ratio: Number((speed / floor).toFixed(2)), 'peak MB': Math.round(peak), rows },
      ]),
    ),
  )
}
