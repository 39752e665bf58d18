import type { Store } from '../store/store.ts'

/** The key of a pipeline's state in a destination: unique among all managers that write there. */
export function stateIdOf({ id }: Pick<Store, 'id'>, pipeline: number, generation: number): string {
  return generation === 1 ? `${id}:${pipeline}` : `${id}:${pipeline}:${generation}`
}
