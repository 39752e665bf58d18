import { createRandom } from '../synthetic-source/random.ts'
import type { Random } from '../synthetic-source/random.ts'
import type { NamedMark } from './kill-order.ts'

/** When a child is killed: at a mark, or after a part of the time that it would have taken, from 0 to 1. */
export type KillMoment =
  | { readonly type: 'mark'; readonly mark: NamedMark }
  | { readonly type: 'time'; readonly part: number }

/** Moments at which runs that follow each other are killed. */
export type KillSeries = readonly [first: KillMoment, ...others: KillMoment[]]

export interface KillChoice {
  readonly seed: number
  /** Place of the scenario among all, from 0. */
  readonly place: number
  readonly places: number
  /** Names of all marks of the scenario, in their order. */
  readonly marks: readonly string[]
  /** How many series there are in all scenarios. */
  readonly kills: number | 'all'
}

/** In a sample, one first kill in so many is at a random time instead of a mark. */
const timeEvery = 8

/** Random times of each scenario, where all marks are taken. */
const timesOfAll = 10

/** After one kill in so many the next run is killed, too. */
const againEvery = 4

/** Chooses kills for one scenario. A sample goes through the names of marks, not through the marks. */
export function chooseKills(choice: KillChoice): readonly KillSeries[] {
  const { seed, place, kills } = choice
  const random = createRandom(seed, place)
  const marks = nameMarks(choice.marks)
  const firsts = kills === 'all' ? chooseAll(marks, random) : chooseSample(choice, kills, marks, random)
  return firsts.map((first, index) =>
    (place + index) % againEvery === 0 ? [first, ...pickMark(marks, random)] : [first],
  )
}

function chooseAll(marks: readonly NamedMark[], random: Random): readonly KillMoment[] {
  return [
    ...marks.map((mark): KillMoment => ({ type: 'mark', mark })),
    ...Array.from({ length: timesOfAll }, () => atTime(random)),
  ]
}

function chooseSample(
  { seed, place, places }: KillChoice,
  kills: number,
  marks: readonly NamedMark[],
  random: Random,
): readonly KillMoment[] {
  const names = [...new Set(marks.map(({ name }) => name))].sort()
  const moments: KillMoment[] = []
  for (let number = place; number < kills; number += places) {
    const name = names[(seed + number) % names.length]
    const isAtTime = number % timeEvery === timeEvery - 1
    const named = marks.filter((mark) => mark.name === name)
    moments.push(...(isAtTime ? [atTime(random)] : pickMark(named, random)))
  }
  return moments
}

function atTime(random: Random): KillMoment {
  return { type: 'time', part: random.fraction() }
}

/** One of them; none if there are none. */
function pickMark([first, ...others]: readonly NamedMark[], random: Random): readonly KillMoment[] {
  return first === undefined ? [] : [{ type: 'mark', mark: random.pick([first, ...others]) }]
}

function nameMarks(marks: readonly string[]): readonly NamedMark[] {
  const counts = new Map<string, number>()
  return marks.map((name) => {
    const occurrence = (counts.get(name) ?? 0) + 1
    counts.set(name, occurrence)
    return { name, occurrence }
  })
}
