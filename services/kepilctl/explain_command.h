#ifndef KEPIL_SERVICES_KEPILCTL_EXPLAIN_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_EXPLAIN_COMMAND_H_

#include "services/kepilctl/command.h"

namespace kepil {

// "receipt explain FILE|ID --lang kk|ru|en": what a receipt says and why, in
// words (DEC-05). An operand in the form of a receipt id is asked of the
// server; anything else is a DVC file and needs none. It explains and verifies
// nothing: that is what "receipt verify" is for.
Command ExplainCommand();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_EXPLAIN_COMMAND_H_
