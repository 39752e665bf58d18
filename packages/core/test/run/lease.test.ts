import { expect, test } from 'vitest'
import { memoryDestination, runPipeline } from '../../src/index.ts'
import { scriptedSource } from '../support/scripted-source.ts'

test('of a hundred pairs that start together, one of each runs and the other is told', async () => {
  const { source } = scriptedSource('users', { primaryKey: 'id' }, [{ records: [{ id: 1 }] }])
  for (let round = 0; round < 100; round += 1) {
    const destination = memoryDestination()
    const runs = await Promise.allSettled([runPipeline({ source, destination }), runPipeline({ source, destination })])
    const refused = runs.flatMap((run) => (run.status === 'rejected' ? [run.reason as { code: string }] : []))
    expect(refused.map(({ code }) => code)).toEqual(['pipeline_busy'])
    expect(destination.table('users')).toHaveLength(1)
  }
})

test('a run that was overtaken while it slept commits nothing', async () => {
  let now = 0
  const destination = memoryDestination({ now: () => now })
  let wake = (): void => {}
  const asleep = new Promise<void>((resolve) => (wake = resolve))
  let begun = (): void => {}
  const sleeping = new Promise<void>((resolve) => (begun = resolve))
  let reads = 0
  const { source } = scriptedSource('users', { primaryKey: 'id', incremental: 'savepoint' }, async function* () {
    reads += 1
    const mine = reads === 1
    if (mine) begun()
    yield { records: [{ id: mine ? 'sleeper' : 'overtaker' }] }
    if (mine) await asleep
    yield { savepoint: mine ? 'old' : 'new' }
  })
  const sleeper = runPipeline({ source, destination }).catch((thrown: unknown) => thrown)
  await sleeping
  now += 61_000
  await runPipeline({ source, destination })
  wake()
  expect(await sleeper).toMatchObject({ code: 'run_failed', cause: { code: 'lease_lost' } })
  expect(destination.table('users').map((row) => row['id'])).toEqual(['overtaker'])
  expect(destination.savepoints('scripted', 'users')).toMatchObject([{ value: 'new', sequence: 1 }])
  expect(destination.runs().map(({ status, error }) => [status, error === ''])).toEqual([
    ['succeeded', true],
    ['failed', false],
  ])
})

test('a live run renews its lease', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource('users', { primaryKey: 'id' }, async function* () {
    await new Promise((resolve) => setTimeout(resolve, 3_200))
    yield { records: [{ id: 1 }] }
  })
  const options = { source, destination, leaseDurationInMs: 2_000 }
  const live = runPipeline(options)
  await new Promise((resolve) => setTimeout(resolve, 2_800))
  await expect(runPipeline(options)).rejects.toMatchObject({ code: 'pipeline_busy', isRetryable: true })
  expect((await live).status).toBe('succeeded')
})

test('pipelines with different ids run side by side', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource('users', { primaryKey: 'id' }, [{ records: [{ id: 1 }] }])
  const run = (id: string) => runPipeline({ source, destination, id, streams: { users: { tables: { '': id } } } })
  const results = await Promise.all([run('a'), run('b'), run('c')])
  expect(results.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded'])
  expect(new Set(destination.runs().map(({ number }) => number)).size).toBe(3)
})
