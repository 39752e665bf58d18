import { arraySource, memoryDestination, runPipeline } from '@millrace/core'
import { describe, expect, it } from 'vitest'
import { noSteps, toStepArrays } from './step-counts.ts'

describe('the counts of a run', () => {
  it('are six passed and six failed; filtered records are failed[2]', async () => {
    const records = [1, 2, 3, 4, 5, 6].map((id) => ({ id: id === 6 ? null : id, size: id }))
    const result = await runPipeline({
      source: arraySource({ things: { primaryKey: 'id', columns: { id: 'integer' }, records } }),
      destination: memoryDestination(),
      streams: {
        things: {
          filter: ({ size }) => size !== 3,
          transform: (record) => {
            if (record['size'] === 4) throw new Error('no')
            return record
          },
        },
      },
    })
    const { passed, failed } = toStepArrays(result.steps, { isLive: false })
    expect(passed).toEqual([6, 5, 4, 3, 3, 3])
    expect(failed).toEqual([0, 1, 1, 1, 0, 0])
    for (const [step, count] of failed.entries())
      if (step > 0) expect(count + (passed[step] ?? 0)).toBe(passed[step - 1])
    const { inserted, updated, unchanged, superseded } = result.streams.things
    expect(passed[5]).toBe(inserted + updated + unchanged + superseded)
  })

  it('all values will be 0 if the run has not yet finished', () => {
    const zeros = { passed: [0, 0, 0, 0, 0, 0], failed: [0, 0, 0, 0, 0, 0] }
    const steps = { ...noSteps(), receive: { passed: 5, failed: 0 } }
    expect(toStepArrays(steps, { isLive: true })).toEqual(zeros)
    expect(toStepArrays(noSteps(), { isLive: false })).toEqual(zeros)
  })
})
