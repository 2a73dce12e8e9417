import { calculatedInvariance } from "./properties/calculatedInvariance";
import { invarianceProperties } from "./properties/invarianceProperties";
import { effort } from "./properties/property";

invarianceProperties(effort(100, 1000));
calculatedInvariance(effort(40, 400));
