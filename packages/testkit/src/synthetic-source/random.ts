/** Random numbers that follow from their seeds alone, the same on every machine. */
export interface Random {
  /** At least 0, below 1. */
  fraction(): number
  /** A whole number, both ends included. */
  integer(from: number, to: number): number
  pick<Item>(items: readonly [Item, ...Item[]]): Item
}

export function createRandom(...seeds: readonly number[]): Random {
  let state = mixSeeds(seeds)
  const fraction = (): number => {
    state = (state + 0x6d_2b_79_f5) | 0
    return (scramble(state) >>> 0) / 0x1_00_00_00_00
  }
  const integer = (from: number, to: number): number => from + Math.floor(fraction() * (to - from + 1))
  return { fraction, integer, pick: (items) => items[integer(0, items.length - 1)] ?? items[0] }
}

/** One number for several, at least 0, below 2^32. */
export function mixSeeds(seeds: readonly number[]): number {
  return seeds.reduce((mixed, seed) => scramble(Math.imul(mixed, 31) + seed), 0x9e_37_79_b9) >>> 0
}

function scramble(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85_eb_ca_6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2_b2_ae_35)
  return mixed ^ (mixed >>> 16)
}
