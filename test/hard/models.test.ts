import { modelProperties } from "./properties/modelProperties";
import { effort } from "./properties/property";

modelProperties(effort(100, 1000));
