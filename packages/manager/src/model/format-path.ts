/** A path as text, null being the array step; `parsePath` of core reads it back. */
export function formatPath(steps: readonly (string | null)[]): string {
  return steps.map(formatStep).join('.')
}

function formatStep(step: string | null): string {
  if (step === null) return '[]'
  if (step === '') return '\\0'
  if (step === '[]' || step === '{}') return `\\${step}`
  return step.replaceAll(/[\\.]/g, '\\$&')
}
