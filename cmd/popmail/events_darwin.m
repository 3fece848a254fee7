#import <Cocoa/Cocoa.h>
#include "_cgo_export.h"

// The handlers of two Apple events: "get URL" for mailto: addresses, "open documents" for files. They
// take the place of AppKit's once it has its own, which is before the first events come.
@interface PopMailEvents : NSObject
@end

@implementation PopMailEvents

- (void)launching:(NSNotification *)note {
	NSAppleEventManager *events = [NSAppleEventManager sharedAppleEventManager];
	[events setEventHandler:self andSelector:@selector(address:reply:) forEventClass:kInternetEventClass andEventID:kAEGetURL];
	[events setEventHandler:self andSelector:@selector(files:reply:) forEventClass:kCoreEventClass andEventID:kAEOpenDocuments];
}

- (void)open:(NSString *)address {
	if (address != nil) {
		popmailOpened((char *)[address UTF8String]);
	}
}

- (void)address:(NSAppleEventDescriptor *)event reply:(NSAppleEventDescriptor *)reply {
	[self open:[[event paramDescriptorForKeyword:keyDirectObject] stringValue]];
}

- (void)files:(NSAppleEventDescriptor *)event reply:(NSAppleEventDescriptor *)reply {
	NSAppleEventDescriptor *list = [event paramDescriptorForKeyword:keyDirectObject];
	for (NSInteger i = 1; i <= [list numberOfItems]; i++) {
		NSAppleEventDescriptor *file = [[list descriptorAtIndex:i] coerceToDescriptorType:typeFileURL];
		if (file != nil) {
			[self open:[[NSString alloc] initWithData:[file data] encoding:NSUTF8StringEncoding]];
		}
	}
}

@end

static PopMailEvents *listener;

void popmailListen(void) {
	listener = [[PopMailEvents alloc] init];
	[[NSNotificationCenter defaultCenter] addObserver:listener selector:@selector(launching:) name:NSApplicationWillFinishLaunchingNotification object:nil];
}
