/** Names under which scripts of one frame and the background find each other. Scripts in web pages bring nothing else of wire. */

/** The sentinel's one port to the background. */
export const SENTINEL_PORT = 'sentinel'

/** Where forms finds the sentinel: a member of the world that both share and no page can look into. */
export const FRAME = 'countersign'

/** Events on the document by which holdback and the sentinel meet, in whichever order they start. */
export const HOLDBACK_CALLS = 'countersign:h'
export const SENTINEL_CALLS = 'countersign:s'
