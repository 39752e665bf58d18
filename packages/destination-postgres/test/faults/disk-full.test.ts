/** The disk of the server is full: the run fails by name, what stood stands, and the next run is complete. */

import { execFile } from 'node:child_process'
import { chown, mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { sharedServer } from '../support/server/shared-server.ts'
import { createDatabase } from '../support/test-database.ts'
import type { TestDatabase } from '../support/test-database.ts'
import { closeBench, openBench } from './support/open-bench.ts'
import { reasonOf } from './support/survive.ts'

const run = promisify(execFile)
const timeout = 120_000
const rowsThatDoNotFit = 12_000

/** Where nothing can be written, the end of the run cannot be noted either. */
const afterFailure = { moment: 'crashed', truth: 'savepoints' } as const

test.for(['full', 'incremental'] as const)('mode %s', { timeout }, async (mode, { skip }) => {
  const small = await openSmall(`small_${mode}`)
  if (typeof small === 'string') skip(`a small file system cannot be mounted here: ${small}`)
  else {
    const load = {
      synthetic: { rows: 50, pageSize: 200, incremental: 'savepoint', savepointEvery: 1 },
      stream: { mode },
      truth: 'savepoints',
      quietTruth: 'everything',
      keepsRemoved: false,
    } as const
    const pipeline = { commitAfterRecords: 1000, batchSize: 500, maxAttempts: 2, concurrency: 1 }
    const bench = await openBench({ load, database: small.database, pipeline })
    await bench.succeed()
    bench.world.write(rowsThatDoNotFit)
    bench.world.update(10)
    bench.world.remove(5)

    const ended = await bench.run()
    expect(reasonOf(ended)).toMatchObject({
      code: 'postgres_disk_full',
      message: expect.stringMatching(/the disk of the server is full\. Free some space and run again/) as unknown,
    })
    expect(await bench.check(afterFailure)).toEqual([])

    await small.grow()
    await bench.passLease()
    await bench.succeed()
    await bench.succeed()
    expect(await bench.check()).toEqual([])
    expect(await closeBench(bench, small.database)).toEqual([])
  }
})

interface SmallPlace {
  readonly database: TestDatabase
  grow(this: void): Promise<void>
}

/** A database on a small file system in memory; answers why it cannot be had. */
async function openSmall(tablespace: string): Promise<SmallPlace | string> {
  const { own, connectionString } = await sharedServer()
  if (own === undefined) return 'the server is not one of the tests'
  if (own.user === undefined) return 'only root can do that'
  const folder = join(own.folder, tablespace)
  await mkdir(folder)
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=14m', 'millrace', folder])
  } catch (error) {
    await rm(folder, { recursive: true })
    return String(error).split('\n')[0] ?? ''
  }
  onTestFinished(async () => {
    await run('umount', ['-l', folder])
  })
  await chown(folder, own.user.uid, own.user.gid)
  const admin = await createDatabase()
  await admin.sql(`create tablespace ${basename(tablespace)} location '${folder}'`)
  await admin.drop()
  return {
    database: await createDatabase(connectionString, tablespace),
    grow: async () => void (await run('mount', ['-o', 'remount,size=500m', folder])),
  }
}
