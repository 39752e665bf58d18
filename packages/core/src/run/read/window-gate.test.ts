import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WindowGate } from './window-gate.ts'

/** Partitions that wait at a gate; `arrived` notes who came through, in order. */
function waitAt(gate: WindowGate, indexes: readonly number[]): number[] {
  const arrived: number[] = []
  for (const index of indexes) void gate.turn(index).then(() => arrived.push(index))
  return arrived
}

/** Lets everything run that can run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('WindowGate', () => {
  it('lets the first partition through and keeps the others, however they come', async () => {
    const arrived = waitAt(new WindowGate(false), [2, 1, 0])
    await settle()
    expect(arrived).toEqual([0])
  })

  it('gives the turn on when a partition ends without any records', async () => {
    const gate = new WindowGate(false)
    const arrived = waitAt(gate, [0, 1, 2])
    gate.end(0)
    await settle()
    expect(arrived).toEqual([0, 1])
  })

  it('does not give the turn to a partition before which one has not ended', async () => {
    const gate = new WindowGate(false)
    const arrived = waitAt(gate, [2, 3])
    gate.end(1)
    await settle()
    expect(arrived).toEqual([])
    gate.end(0)
    await settle()
    expect(arrived).toEqual([2])
  })

  it('lets everybody through once the tables stand', async () => {
    const gate = new WindowGate(false)
    const arrived = waitAt(gate, [1, 2, 3])
    gate.open()
    await settle()
    expect(arrived).toEqual([1, 2, 3])
    await gate.turn(9)
  })

  it('keeps nobody where the tables stood from the beginning', async () => {
    const arrived = waitAt(new WindowGate(true), [5, 3])
    await settle()
    expect(arrived).toEqual([5, 3])
  })

  it('keeps nobody for ever: when all have ended, all have had their turn', async () => {
    const order = fc.integer({ min: 1, max: 8 }).chain((count) => {
      const all = Array.from({ length: count }, (_, index) => index)
      return fc.tuple(shuffled(all), shuffled(all))
    })
    await fc.assert(
      fc.asyncProperty(order, async ([coming, ending]) => {
        const gate = new WindowGate(false)
        const arrived = waitAt(gate, coming)
        for (const index of ending) gate.end(index)
        await settle()
        expect(inOrder(arrived)).toEqual(inOrder(coming))
      }),
    )
  })

  it('has one partition at a time whose turn it is, the first that has not ended', async () => {
    const all = [0, 1, 2, 3, 4]
    await fc.assert(
      fc.asyncProperty(shuffled(all), fc.subarray(all), async (coming, ended) => {
        const gate = new WindowGate(false)
        const arrived = waitAt(gate, coming)
        for (const index of ended) gate.end(index)
        await settle()
        const first = all.find((index) => !ended.includes(index)) ?? all.length
        expect(inOrder(arrived)).toEqual(all.filter((index) => index <= first))
      }),
    )
  })
})

function shuffled(all: readonly number[]): fc.Arbitrary<number[]> {
  return fc.shuffledSubarray([...all], { minLength: all.length })
}

function inOrder(indexes: readonly number[]): number[] {
  return indexes.toSorted((left, right) => left - right)
}
