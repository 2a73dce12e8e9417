import { formulaProperties, hostileFormulas } from "./properties/formulaProperties";
import { quick } from "./properties/property";

formulaProperties(quick(1000));
hostileFormulas(10_000);
