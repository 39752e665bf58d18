import type { JsonObject } from '../json.ts'
import type { Quirks } from '../quirks.ts'
import { formatInstant } from '../time/instant.ts'
import type { DocumentCode } from '../world/change-log.ts'
import { kindOfDocuments } from '../world/document-codes.ts'
import type { Entity } from '../world/entities.ts'
import { createdAtOf, objectId } from '../world/object-id.ts'
import type { World } from '../world/world.ts'
import type { WorkspaceState } from '../world/workspace-state.ts'
import { userView } from './user-view.ts'

export type FeedEvent = 'created' | 'updated' | 'deleted'

/** Both ends belong to it, in milliseconds since 1970. */
interface FeedWindow {
  readonly from: number
  readonly to: number
}

interface FeedWorld {
  readonly world: World
  readonly workspace: WorkspaceState
  readonly quirks: Quirks
}

/**
 * The items of the change feed. What was created and changed in the window comes only among the created ones; what was
 * created and deleted in it only among the deleted ones.
 */
export function listFeed(
  event: FeedEvent,
  codes: readonly DocumentCode[],
  window: FeedWindow,
  feedWorld: FeedWorld,
): readonly JsonObject[] {
  const stored = feedWorld.workspace.feedItems[event].filter(
    (item) => codes.some((code) => code === item.documentCode) && isIn(window, timeOfItem(item, event)),
  )
  if (event === 'deleted') return [...stored, ...deletedItems(codes, window, feedWorld)]
  return [...stored, ...(event === 'created' ? createdItems : updatedItems)(codes, window, feedWorld)]
}

function createdItems(codes: readonly DocumentCode[], window: FeedWindow, feedWorld: FeedWorld): readonly JsonObject[] {
  return codes.flatMap((code) =>
    entitiesOf(code, window, feedWorld)
      .filter(({ id }) => isIn(window, createdAtOf(id)))
      .map((entity) => feedItem(code, entity, feedWorld.workspace)),
  )
}

function updatedItems(codes: readonly DocumentCode[], window: FeedWindow, feedWorld: FeedWorld): readonly JsonObject[] {
  const { changes } = feedWorld.workspace
  const ids = changes.updatedIds().filter((id) => {
    return isIn(window, changes.updatedAtOf(id) ?? 0) && !isIn(window, createdAtOf(id))
  })
  return codes.flatMap((code) =>
    ids.flatMap((id) => {
      const entity = findEntity(code, id, feedWorld)
      return entity === undefined ? [] : [feedItem(code, entity, feedWorld.workspace)]
    }),
  )
}

function deletedItems(
  codes: readonly DocumentCode[],
  window: FeedWindow,
  { world, workspace, quirks }: FeedWorld,
): readonly JsonObject[] {
  const { changes } = workspace
  const seenUntil = world.now() - quirks.feedDelayInMs
  return changes.deletions().flatMap((deletion, index) => {
    const { id, documentCode, deletedAt, document } = deletion
    if (!codes.includes(documentCode) || !isIn(window, deletedAt) || deletedAt > seenUntil) return []
    const logId = objectId(deletedAt, 'entity', 0xfeed, index)
    return [
      {
        id: logId,
        deletedAt: new Date(deletedAt).toISOString(),
        documentCode,
        document: { ...document, auditMetadata: auditMetadata(id, workspace) },
      },
    ]
  })
}

function entitiesOf(code: DocumentCode, { from, to }: FeedWindow, { world, workspace }: FeedWorld): readonly Entity[] {
  if (code === 'USER') {
    return workspace.members.all().flatMap((member) => {
      const account = world.accounts.get(member.id)
      return account === undefined ? [] : [userView(account, member, [])]
    })
  }
  if (code !== 'TIME_ENTRY') {
    const kind = kindOfDocuments(code)
    return kind === undefined ? [] : workspace.of(kind).all()
  }
  // A generated entry was created when it starts; one that was added or changed may have been created at any time.
  const held = workspace.entries.held()
  const generated = [...workspace.entries.eachGenerated({ from, to: to + 1, order: 'ascending' })]
  return [...generated, ...held]
}

function findEntity(code: DocumentCode, id: string, { world, workspace }: FeedWorld): Entity | undefined {
  if (code === 'TIME_ENTRY') return workspace.entries.get(id)
  if (code === 'USER') {
    const [account, member] = [world.accounts.get(id), workspace.members.get(id)]
    return account === undefined || member === undefined ? undefined : userView(account, member, [])
  }
  const kind = kindOfDocuments(code)
  return kind === undefined ? undefined : workspace.of(kind).get(id)
}

function feedItem(documentCode: DocumentCode, entity: Entity, workspace: WorkspaceState): JsonObject {
  return { auditMetadata: auditMetadata(entity.id, workspace), documentCode, ...entity }
}

function auditMetadata(id: string, { changes }: WorkspaceState): JsonObject {
  const createdAt = createdAtOf(id)
  return { updatedAt: formatInstant(changes.updatedAtOf(id) ?? createdAt), createdAt: formatInstant(createdAt) }
}

function timeOfItem({ deletedAt, auditMetadata }: JsonObject, event: FeedEvent): number {
  const times = typeof auditMetadata === 'object' && auditMetadata !== null ? auditMetadata : {}
  const { createdAt, updatedAt } = times as JsonObject
  const text = event === 'deleted' ? deletedAt : event === 'created' ? createdAt : updatedAt
  return typeof text === 'string' ? Date.parse(text) : 0
}

function isIn({ from, to }: FeedWindow, instant: number): boolean {
  return instant >= from && instant <= to
}
