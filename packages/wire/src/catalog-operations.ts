import { promotionEligibilitiesRequest } from './catalog-schemas.ts';
import type { WireOperation } from './operation.ts';

/** Promotions, offers of the old kind and price sheets (reference 4). */
export const catalogOperations = {
  listPromotions: {
    name: 'listPromotions',
    method: 'GET',
    path: '/v1/productpromotions',
    status: 200,
    source: '4',
  },
  getPromotion: {
    name: 'getPromotion',
    method: 'GET',
    path: '/v1/productpromotions/{promotion}',
    status: 200,
    source: '4',
  },
  checkPromotionEligibilities: {
    name: 'checkPromotionEligibilities',
    method: 'POST',
    path: '/v1/customers/{customer}/promotioneligibilities',
    body: promotionEligibilitiesRequest,
    status: 200,
    source: '4',
  },
  /** On a host of its own at the service, which clients are pointed here from. */
  getPriceSheet: {
    name: 'getPriceSheet',
    method: 'GET',
    path: '/v1.0/sales/{sheet}/$value',
    status: 200,
    source: '4.3',
  },
  listOffers: { name: 'listOffers', method: 'GET', path: '/v1/offers', status: 200, source: '4.2' },
  getOffer: { name: 'getOffer', method: 'GET', path: '/v1/offers/{offer}', status: 200, source: '4.2' },
  listOfferAddOns: {
    name: 'listOfferAddOns',
    method: 'GET',
    path: '/v1/offers/{offer}/addons',
    status: 200,
    source: '4.2',
  },
  listOfferCategories: {
    name: 'listOfferCategories',
    method: 'GET',
    path: '/v1/offercategories',
    status: 200,
    source: '4.2',
  },
  listCustomerOffers: {
    name: 'listCustomerOffers',
    method: 'GET',
    path: '/v1/customers/{customer}/offers',
    status: 200,
    source: '4.2',
  },
  listCustomerOfferCategories: {
    name: 'listCustomerOfferCategories',
    method: 'GET',
    path: '/v1/customers/{customer}/offercategories',
    status: 200,
    source: '4.2',
  },
} as const satisfies Record<string, WireOperation>;
