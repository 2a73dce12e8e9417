import { arrowProperties } from "./properties/arrowProperties";
import { IS_LONG, effort } from "./properties/property";

arrowProperties(effort(300, 50_000), IS_LONG ? 4000 : 40);
