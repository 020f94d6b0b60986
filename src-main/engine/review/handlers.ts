import { implementer } from '../implementer'
import { decideSlices, discardSuggestions, flagSlice, turnStep } from './changeSlices'
import { reviewedCase, reviewProgress } from './reviewedCase'

export const reviewHandlers = {
  open: implementer.review.open.handler(({ context, input: { workspace: path, planId, caseId } }) =>
    context.workspaces.use({ path, mode: 'read' }, (workspace) => reviewedCase(workspace, planId, caseId)),
  ),

  progress: implementer.review.progress.handler(({ context, input: { workspace: path, planId } }) =>
    context.workspaces.use({ path, mode: 'read' }, (workspace) => reviewProgress(workspace, planId)),
  ),

  decide: implementer.review.decide.handler(({ context, input: { workspace: path, ...request } }) =>
    context.workspaces.use({ path, mode: 'write' }, (workspace) => decideSlices({ workspace, ...request })),
  ),

  flag: implementer.review.flag.handler(({ context, input: { workspace: path, ...request } }) =>
    context.workspaces.use({ path, mode: 'write' }, (workspace) => flagSlice({ workspace, ...request })),
  ),

  discard: implementer.review.discard.handler(({ context, input: { workspace: path, ...request } }) =>
    context.workspaces.use({ path, mode: 'write' }, (workspace) => discardSuggestions({ workspace, ...request })),
  ),

  undo: implementer.review.undo.handler(({ context, input: { workspace: path, ...request } }) =>
    context.workspaces.use({ path, mode: 'write' }, (workspace) =>
      turnStep({ workspace, ...request, direction: 'undo' }),
    ),
  ),

  redo: implementer.review.redo.handler(({ context, input: { workspace: path, ...request } }) =>
    context.workspaces.use({ path, mode: 'write' }, (workspace) =>
      turnStep({ workspace, ...request, direction: 'redo' }),
    ),
  ),
}
