#!/usr/bin/env node
// A file that is there before the build, so that installing in a workspace finds it.
import '../dist/cli.js';
