import { arrowProperties } from "./properties/arrowProperties";
import { IS_LONG, effort } from "./properties/property";

arrowProperties(effort(300, 100_000), IS_LONG ? 1000 : 40);
