import { canonicalJson } from '../canonical-json.ts'

/** The elements of an unordered array in the order of their canonical JSON texts. */
export function orderElements(array: readonly unknown[], path: string, maxNesting: number): readonly unknown[] {
  const texts = Array.from(array, (element) => ({ element, text: canonicalJson(element, { path, maxNesting }) }))
  texts.sort((one, other) => (one.text < other.text ? -1 : one.text > other.text ? 1 : 0))
  return texts.map(({ element }) => element)
}
