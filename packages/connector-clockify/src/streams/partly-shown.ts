/** Why nothing is deleted in a workspace. */
export function partlyShown(workspaceId: string): string {
  return (
    `the user of the key is not WORKSPACE_OWN or WORKSPACE_ADMIN in workspace ${workspaceId}: ` +
    'what was shown has been read, but others may have more'
  )
}
