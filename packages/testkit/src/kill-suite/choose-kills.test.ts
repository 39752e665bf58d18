import { expect, test } from 'vitest'
import { chooseKills } from './choose-kills.ts'
import type { KillChoice } from './choose-kills.ts'

const marks = ['open', 'stage', 'publish', 'stage', 'publish', 'close']
const choice: KillChoice = { seed: 1, place: 0, places: 4, marks, kills: 'all' }

test('all: every mark by its name and number, then random times', () => {
  const firsts = chooseKills(choice).map(([first]) => first)
  const named = firsts.flatMap((moment) => (moment.type === 'mark' ? [Object.values(moment.mark).join(' ')] : []))
  expect(named).toEqual(['open 1', 'stage 1', 'publish 1', 'stage 2', 'publish 2', 'close 1'])
  const parts = firsts.flatMap((moment) => (moment.type === 'time' ? [moment.part] : []))
  expect(parts).toHaveLength(10)
  expect(parts.every((part) => part >= 0 && part < 1)).toBe(true)
})

test('a sample has as many kills as wanted, at marks of every name, and the same ones each time', () => {
  const sample = (): readonly (readonly unknown[])[] =>
    [0, 1, 2, 3].flatMap((place) => chooseKills({ ...choice, place, kills: 30 }))
  expect(sample()).toHaveLength(30)
  expect(sample()).toEqual(sample())
  const text = JSON.stringify(sample())
  for (const name of marks) expect(text).toContain(`"name":"${name}"`)
  expect(text).toContain('"type":"time"')
})

test('now and then the next run is killed as well', () => {
  const lengths = new Set(chooseKills(choice).map(({ length }) => length))
  expect(lengths).toEqual(new Set([1, 2]))
})
