/** A page of a list, as it is asked for. */
export interface PageNumber {
  /** From 1. */
  readonly page: number
  readonly size: number
}

/** Objects of the page before that a page repeats, if the sizes allow it. */
const wantedOverlap = 4

/**
 * The page that follows the first `read` objects of a list, and brings the last of them again. What repeats shows that
 * nothing has moved up unseen. Pages begin at multiples of their size only, so the size varies a little; with pages of less than
 * seven there is not always such a size.
 */
export function nextPage(read: number, largest: number): PageNumber {
  if (read === 0) return { page: 1, size: largest }
  const smallest = Math.ceil(largest / 2)
  for (let overlap = Math.min(wantedOverlap, Math.ceil(largest / 50)); overlap > 0; overlap -= 1) {
    const best = bestSize(read, smallest, largest, overlap)
    if (best !== undefined) return { page: Math.floor(read / best) + 1, size: best }
  }
  return { page: Math.floor(read / largest) + 1, size: largest }
}

/** The size whose page brings most that is new, and repeats enough. */
function bestSize(read: number, smallest: number, largest: number, overlap: number): number | undefined {
  let best: number | undefined
  for (let size = largest; size >= smallest; size -= 1) {
    const isBetter = best === undefined || size - (read % size) > best - (read % best)
    if (read % size >= overlap && isBetter) best = size
  }
  return best
}
