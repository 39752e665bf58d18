import { showSettings } from '../secrets/show-settings.ts'
import type { Kept } from '../store/store.ts'
import type { DestinationView, EndView } from './end-view.ts'
import type { AnyEnd } from './any-end.ts'

/** A source or destination without secrets. */
export function showEnd({ id, account, value }: AnyEnd): EndView {
  const { name, connector, isActive, lastTest, createdAt, updatedAt } = value
  return {
    id,
    account,
    name,
    connector,
    isActive,
    settings: showSettings(value),
    lastTest: lastTest === null ? null : { at: new Date(lastTest.at), error: lastTest.error },
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
  }
}

export function showDestination(kept: Kept<'destination'>): DestinationView {
  return { ...showEnd(kept), mode: kept.value.mode }
}
