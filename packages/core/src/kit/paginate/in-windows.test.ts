import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inWindows } from './in-windows.ts'

const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour))
const hourInMs = 3_600_000

test('cuts from the beginning; the last window is shorter', () => {
  const windows = [...inWindows({ from: at(0), to: at(5), lengthInMs: 2 * hourInMs, paddingInMs: hourInMs })]
  expect(windows).toEqual([
    { from: at(0), to: at(2), askFrom: at(-1), askTo: at(3) },
    { from: at(2), to: at(4), askFrom: at(1), askTo: at(5) },
    { from: at(4), to: at(5), askFrom: at(3), askTo: at(6) },
  ])
  expect([
    ...inWindows({ from: at(0), to: at(5), lengthInMs: 2 * hourInMs, paddingInMs: hourInMs, newestFirst: true }),
  ]).toEqual(windows.toReversed())
})

test('covers the time without gaps, in either order', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: -10, max: 10_000 }),
      fc.integer({ min: 1, max: 500 }),
      (from, length, lengthInMs) => {
        const windows = [...inWindows({ from: new Date(from), to: new Date(from + length), lengthInMs })]
        expect(windows.map((window) => window.from)).toEqual(
          [new Date(from), ...windows.map(({ to }) => to)].slice(0, windows.length),
        )
        expect(windows.at(-1)?.to).toEqual(length > 0 ? new Date(from + length) : undefined)
      },
    ),
  )
})

test('wrong options are named at once', () => {
  expect(() => inWindows({ from: new Date(Number.NaN), to: at(1), lengthInMs: 0 })).toThrow(
    /inWindows\.from: must be a Date[^]*inWindows\.lengthInMs: must be 1 or more/,
  )
})
