import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

// Core's vectors become part of the bundle: JSON modules need import attributes in Node and a loader in browsers.
export default defineConfig({ ...library, noExternal: [/^@dropkit\/core\/vectors\//] });
