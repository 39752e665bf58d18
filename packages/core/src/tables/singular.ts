const irregular: ReadonlyMap<string, string> = new Map([
  ['people', 'person'],
  ['children', 'child'],
  ['men', 'man'],
  ['women', 'woman'],
  ['indices', 'index'],
  ['vertices', 'vertex'],
  ['matrices', 'matrix'],
  ['analyses', 'analysis'],
  ['crises', 'crisis'],
  ['diagnoses', 'diagnosis'],
  ['theses', 'thesis'],
  ['quizzes', 'quiz'],
  ['caches', 'cache'],
  ['movies', 'movie'],
  ['cookies', 'cookie'],
  ['calories', 'calorie'],
])

const unchanged: ReadonlySet<string> = new Set(['news', 'series', 'species', 'sms', 'dns', 'gps'])

/** Words in -s whose plural is -ses. */
const endingInS = /(?:status|virus|bonus|census|focus|radius|corpus|campus|bus|gas|alias|bias|atlas|canvas|lens)$/

/** The singular of the last word of a name: `time_entries` → `time_entry`. English rules; what is no plural stays. */
export function singular(name: string): string {
  const start = Math.max(name.lastIndexOf('_'), name.lastIndexOf(' '), name.lastIndexOf('-')) + 1
  return name.slice(0, start) + singularWord(name.slice(start))
}

function singularWord(word: string): string {
  const lower = word.toLowerCase()
  const known = irregular.get(lower)
  if (known !== undefined) return known
  if (unchanged.has(lower) || !lower.endsWith('s') || word.length < 3) return word
  if (lower.endsWith('ies')) return lower.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1)
  if (/(?:ss|us|is)$/.test(lower) || endingInS.test(lower)) return word
  if (/(?:sses|xes|ches|shes|zzes)$/.test(lower)) return word.slice(0, -2)
  return lower.endsWith('es') && endingInS.test(lower.slice(0, -2)) ? word.slice(0, -2) : word.slice(0, -1)
}
