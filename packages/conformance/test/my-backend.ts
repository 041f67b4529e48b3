// The backend of the README's example: independent of core's reference, and the healthy control of the planted bugs.
export { createReadableBackend as createMyBackend } from './planted/readable-backend.js';
