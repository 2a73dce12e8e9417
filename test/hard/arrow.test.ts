import { arrowProperties } from "./properties/arrowProperties";
import { effort, IS_LONG } from "./properties/property";

arrowProperties(effort(300, 100_000), IS_LONG ? 1000 : 40);
