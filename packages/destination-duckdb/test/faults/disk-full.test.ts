import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { FaultBench, syntheticSource } from '@millrace/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { duckdbFiles } from './support/duckdb-stores.ts'
import { largeLoad } from './support/large-load.ts'

const run = promisify(execFile)
const modes = ['full', 'incremental'] as const
const rowsThatDoNotFit = 8000

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-disk-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Where nothing can be written, the end of the run cannot be noted either. */
const afterFailure = { moment: 'crashed', truth: 'savepoints' } as const

const fullDisk = {
  code: 'duckdb_disk_full',
  message: expect.stringMatching(/the disk is full\. Free some space and run again/) as unknown,
}

test.for(modes)('a file system without space, mode %s', { timeout: 120_000 }, async (mode, { skip }) => {
  const reason = await mountSmall(folder)
  if (reason !== undefined) skip(`a small file system cannot be mounted here: ${reason}`)
  try {
    const bench = await prepare(join(folder, 'small.duckdb'), mode)
    const { error } = await bench.run()
    expect(error?.cause).toMatchObject(fullDisk)
    expect(await bench.check(afterFailure)).toEqual([])

    await run('mount', ['-o', 'remount,size=500m', folder])
    await goOn(bench)
  } finally {
    await run('umount', ['-l', folder])
  }
})

test.for(modes)('a file that may not grow, mode %s', { timeout: 120_000 }, async (mode, { skip }) => {
  if (process.platform === 'win32') skip('there is no ulimit on Windows')
  const path = join(folder, 'limited.duckdb')
  const bench = await prepare(path, mode)
  const told = await bench.whileClosed(() => runLimited(path, mode, bench))
  expect(told).toMatchObject(fullDisk)
  expect(await bench.check(afterFailure)).toEqual([])
  await goOn(bench)
})

/** A bench over a file with a few rows, and a source with far more. */
async function prepare(path: string, mode: (typeof modes)[number]): Promise<FaultBench> {
  const { synthetic, pipeline, stream } = largeLoad(mode)
  const bench = new FaultBench({
    synthetic: syntheticSource(synthetic),
    subject: await duckdbFiles.open(path),
    reopen: () => duckdbFiles.open(path),
    pipeline,
    stream,
  })
  await bench.succeed()
  expect(await bench.check()).toEqual([])
  bench.world.write(rowsThatDoNotFit)
  bench.world.update(10)
  bench.world.remove(5)
  return bench
}

/** There is space again. */
async function goOn(bench: FaultBench): Promise<void> {
  await bench.passLease()
  await bench.succeed()
  expect(await bench.check({ truth: 'savepoints' })).toEqual([])
  await bench.succeed()
  expect(await bench.check()).toEqual([])
  const [, , failed] = (await bench.inspect()).runs
  expect(failed).toMatchObject({
    status: 'failed',
    error: expect.stringMatching(/the disk is full|the process that ran it/),
  })
  await bench.subject.close()
}

/** A small file system in memory; answers why it cannot be had. */
async function mountSmall(target: string): Promise<string | undefined> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'millrace', target])
    return undefined
  } catch (error) {
    return String(error).split('\n')[0]
  }
}

/** A run in a process whose files are limited to two megabytes. */
async function runLimited(path: string, mode: string, bench: FaultBench): Promise<unknown> {
  const child = fileURLToPath(new URL('support/disk-full-child.ts', import.meta.url))
  const history = JSON.stringify(bench.synthetic.history())
  const limited = 'ulimit -f 2000; exec "$@"'
  const command = [process.execPath, '--conditions=millrace-source', child, path, mode, history]
  const { stdout } = await run('bash', ['-c', limited, 'limited', ...command])
  return JSON.parse(stdout)
}
