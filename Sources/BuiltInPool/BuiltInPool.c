#include "BuiltInPool.h"
