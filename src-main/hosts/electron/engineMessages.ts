/**
 * What the main process and the engine's process say to each other. Calls of the window are not looked into: `port` carries
 * whatever oRPC's two ends exchange. `connection` counts page loads, so that an answer to an earlier page never reaches the
 * next one, whose calls begin again with the same ids.
 */
export type ToEngine =
  | { readonly type: 'connected'; readonly connection: number }
  | { readonly type: 'port'; readonly connection: number; readonly data: unknown }
  | { readonly type: 'disconnected'; readonly connection: number }
  | {
      readonly type: 'bulkOpened'
      readonly requestId: number
      readonly path: string
      readonly offsetBytes: number | null
      readonly lengthBytes: number | null
    }
  /** One more piece, please. The answer to `bulkOpened` is the first. */
  | { readonly type: 'bulkWanted'; readonly requestId: number }
  | { readonly type: 'bulkClosed'; readonly requestId: number }
  | { readonly type: 'stop' }

export type FromEngine =
  | { readonly type: 'port'; readonly connection: number; readonly data: unknown }
  | { readonly type: 'bulkPiece'; readonly requestId: number; readonly bytes: Uint8Array; readonly isLast: boolean }
  | { readonly type: 'bulkRefused'; readonly requestId: number; readonly status: number; readonly message: string }
  | { readonly type: 'recentWorkspaces'; readonly paths: readonly string[] }
