/** Odd numbers near 2 ** 32 divided by the golden ratio and by the square root of 2. */
const pipelineStep = 0x9e37_79b1
const sourceStep = 0xb504_f333
const range = 2 ** 32

/**
 * How far after the full period the ticks of a pipeline lie, in milliseconds: from 0 to below the period. It depends on
 * the ids alone, so it never changes. By multiples of the golden ratio the pipelines of one source, numbered one after
 * the other, lie about as far from each other as they can, however many they are.
 */
export function spreadOffset(
  { source, pipeline }: { readonly source: number; readonly pipeline: number },
  periodInMs: number,
): number {
  const place = (Math.imul(pipeline, pipelineStep) + Math.imul(source, sourceStep)) >>> 0
  return Math.floor((place / range) * periodInMs)
}
