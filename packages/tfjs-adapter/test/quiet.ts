// tfjs greets users of Node on the first op; a test run has nothing to do with it.
import { enableProdMode } from '@tensorflow/tfjs-core';

enableProdMode();
