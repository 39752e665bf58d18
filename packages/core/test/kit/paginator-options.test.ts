import { describe, expect, test } from 'vitest'
import { byCursor, byLink, byOffset, byPageNumber, InvalidOptionsError } from '../../src/plugin.ts'

describe('wrong options', () => {
  test.each([
    [() => byPageNumber({ size: 0, page: { body: 'a..b' }, pastEnd: [7] }), ['page.body', 'size', 'pastEnd[0]']],
    [() => byPageNumber({ endsAtShortPage: true }), ['endsAtShortPage']],
    [() => byOffset({ endsAtShortPage: true }), ['endsAtShortPage']],
    [() => byCursor({ token: '' }), ['token']],
    [() => byLink({ url: { header: '' } }), ['url.header']],
  ])('are named all at once: %#', (make, places) => {
    expect(
      problemsOf(make)
        .map((path) => path.replace(/^\w+\./, ''))
        .toSorted(),
    ).toEqual(places.toSorted())
  })

  test('one of two must be chosen', () => {
    expect(problemsOf(() => byCursor({}))).toEqual(['byCursor'])
    expect(problemsOf(() => byCursor({ token: 'a', lastRecord: 'b' }))).toEqual(['byCursor'])
    expect(problemsOf(() => byLink({ rel: 'next', url: 'next' }))).toEqual(['byLink'])
  })
})

function problemsOf(make: () => unknown): readonly string[] {
  try {
    make()
  } catch (error) {
    if (InvalidOptionsError.isInstance(error)) return error.problems.map(({ path }) => path)
    throw error
  }
  return []
}
