// Checks that the changesets and their configuration make a release plan. Unlike `changeset status` it needs no git history,
// so it works in a shallow clone and in an unpacked archive.
import getReleasePlan from '@changesets/get-release-plan';
import { ROOT } from '../lib/root.mjs';

try {
  const { releases } = await getReleasePlan(ROOT);
  for (const { name, oldVersion, newVersion } of releases) console.log(`${name} ${oldVersion} -> ${newVersion}`);
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
