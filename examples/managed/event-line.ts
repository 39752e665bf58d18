import type { ManagerEvent } from '@millrace/manager'

type EventOf<Type extends ManagerEvent['type']> = Extract<ManagerEvent, { readonly type: Type }>

/** Lets a program wait for what a manager tells. */
export class EventLine {
  readonly #listeners: Set<(event: ManagerEvent) => void> = new Set()

  /** To be given to `createManager` as `onEvent`. */
  readonly note = (event: ManagerEvent): void => {
    for (const listener of this.#listeners) listener(event)
  }

  /** The next event of a type that a pipeline has. */
  next<Type extends ManagerEvent['type']>(type: Type, pipeline: number): Promise<EventOf<Type>> {
    const { promise, resolve } = Promise.withResolvers<EventOf<Type>>()
    const listener = (event: ManagerEvent): void => {
      if (!isOf(event, type) || event.pipeline !== pipeline) return
      this.#listeners.delete(listener)
      resolve(event)
    }
    this.#listeners.add(listener)
    return promise
  }
}

function isOf<Type extends ManagerEvent['type']>(event: ManagerEvent, type: Type): event is EventOf<Type> {
  return event.type === type
}
