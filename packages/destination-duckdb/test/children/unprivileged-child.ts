/** Tries what needs the right to write, and tells the codes and messages of what is thrown. */

import { arraySource, checkPipeline, RunError, runPipeline } from '@millrace/core'
import { duckdb } from '../../src/index.ts'

const [, , path = ''] = process.argv
const source = arraySource({ users: { primaryKey: 'id', records: [{ id: 1 }] } })
const checked = await checkPipeline({ source, destination: duckdb({ path }) })
process.stdout.write(`${JSON.stringify(describe(checked.destination))}\n`)
try {
  await runPipeline({ source, destination: duckdb({ path }) })
} catch (error) {
  process.stdout.write(`${JSON.stringify(describe(RunError.isInstance(error) ? error.cause : error))}\n`)
}

function describe(error: unknown): object {
  return error instanceof Error
    ? { ...Object.fromEntries(Object.entries(error)), message: error.message }
    : { message: 'nothing was thrown' }
}
