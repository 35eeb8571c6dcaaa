/* pthread_np.h of FreeBSD: pthread_attr_get_np(3). */
#include <pthread.h>
